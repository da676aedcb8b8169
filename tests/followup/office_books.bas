REM Edits workbooks as a person does at the keyboard, by a list of lines: an operation and its arguments, tabs between.
REM Rows are found by the text in the column of measures: C.

Dim Book As Object, Sheet As Object, Frame As Object, Dispatcher As Object

Sub Main(path As String)
  Dim words
  On Error Goto Failed
  Dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  Dim opener As Object, text As Object
  opener = createUnoService("com.sun.star.ucb.SimpleFileAccess")
  text = createUnoService("com.sun.star.io.TextInputStream")
  text.setInputStream(opener.openFileRead(ConvertToURL(path)))
  text.setEncoding("UTF-8")
  Do While Not text.isEOF()
    words = Split(text.readLine(), Chr(9))
    Select Case words(0)
      Case "open" : OpenBook(words(1))
      Case "save" : SaveBook(words(1))
      Case "name" : TypeIn("$Start.$B$3", words(1))
      Case "type" : TypeIn(Place(words(2), RowOf(words(1))), words(3))
      Case "insert" : Sheet.Rows.insertByIndex(RowOf(words(1)), 1)
        TypeIn(Place("C", RowOf(words(1)) - 1), words(2))
      Case "copy" : CopyRow(RowOf(words(1)))
        TypeIn(Place("C", RowOf(words(1)) + 1), words(2))
      Case "delete" : Sheet.Rows.removeByIndex(RowOf(words(1)), 1)
      Case "fill" : FillDown(words(2), RowOf(words(1)), CInt(words(3)))
      Case "sort" : SortRows(CInt(words(1)), CInt(words(2)))
    End Select
  Loop
  text.closeInput()
  StarDesktop.terminate()
  Exit Sub
Failed:
  Dim file As Integer
  file = FreeFile()
  Open path & ".error" For Output As #file
  Print #file, Error() & ", line " & Erl() & ": " & Join(words, " ")
  Close #file
  StarDesktop.terminate()
End Sub

Sub OpenBook(path As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  Book = StarDesktop.loadComponentFromURL(ConvertToURL(path), "_blank", 0, hidden())
  Sheet = Book.Sheets.getByName("Tiltak")
  Frame = Book.CurrentController.Frame
End Sub

Sub SaveBook(path As String)
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  kind(0).Name = "FilterName" : kind(0).Value = "Calc MS Excel 2007 XML"
  Book.storeToURL(ConvertToURL(path), kind())
  Book.close(True)
End Sub

REM As at the keyboard: what looks like a number or a date becomes one, where the cell's format lets it.
Sub TypeIn(place As String, text As String)
  Dim target(0) As New com.sun.star.beans.PropertyValue, entered(0) As New com.sun.star.beans.PropertyValue
  target(0).Name = "ToPoint" : target(0).Value = place
  Dispatcher.executeDispatch(Frame, ".uno:GoToCell", "", 0, target())
  entered(0).Name = "StringName" : entered(0).Value = text
  Dispatcher.executeDispatch(Frame, ".uno:EnterString", "", 0, entered())
End Sub

Function Place(column As String, row As Integer) As String
  Place = "$Tiltak.$" & column & "$" & (row + 1)
End Function

Function RowOf(measure As String) As Integer
  Dim row As Integer
  For row = 3 To 400
    If Sheet.getCellByPosition(2, row).String = measure Then
      RowOf = row
      Exit Function
    End If
  Next
  RowOf = -1
End Function

Sub CopyRow(row As Integer)
  Sheet.Rows.insertByIndex(row + 1, 1)
  Dim whole As Object
  whole = Sheet.getCellRangeByPosition(0, row, 11, row)
  Sheet.copyRange(Sheet.getCellByPosition(0, row + 1).CellAddress, whole.RangeAddress)
End Sub

REM A drag with the fill handle, which counts on where it can.
Sub FillDown(column As String, row As Integer, count As Integer)
  Dim dragged As Object
  dragged = Sheet.getCellRangeByName(column & (row + 1) & ":" & column & (row + 1 + count))
  dragged.fillAuto(com.sun.star.sheet.FillDirection.TO_BOTTOM, 1)
End Sub

Sub SortRows(column As Integer, count As Integer)
  Dim sortBy(0) As New com.sun.star.table.TableSortField, asked(0) As New com.sun.star.beans.PropertyValue
  sortBy(0).Field = column : sortBy(0).IsAscending = True
  asked(0).Name = "SortFields" : asked(0).Value = sortBy()
  Sheet.getCellRangeByPosition(0, 3, 11, 2 + count).sort(asked())
End Sub
