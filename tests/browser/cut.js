// What is cut or runs over something: text outside its own box, a box outside the page, or a figure outside its cell.
() => {
  const found = []
  const say = (e, why) => found.push(`${why}: <${e.tagName.toLowerCase()} class="${e.className}"> ${e.textContent.trim().slice(0, 60)}`)
  const hidden = (e) => e.closest(".skip") || (e.closest("thead") && getComputedStyle(e.closest("thead")).clipPath !== "none")
  const width = document.documentElement.clientWidth
  for (const e of document.querySelectorAll("h1,h2,p,li,dt,dd,th,td,blockquote,caption,.note,.status,.synthetic")) {
    if (hidden(e) || !e.getClientRects().length) continue
    const box = e.getBoundingClientRect()
    const range = document.createRange()
    range.selectNodeContents(e)
    for (const r of range.getClientRects()) {
      if (!r.width) continue
      if (r.right > box.right + 1 || r.left < box.left - 1) { say(e, "runs out of its box"); break }
    }
    for (const svg of e.querySelectorAll("svg")) {
      const r = svg.getBoundingClientRect()
      if (r.right > box.right + 1 || r.left < box.left - 1) { say(e, "chart runs out of its box"); break }
    }
    const style = getComputedStyle(e)
    if (style.overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1) say(e, "clipped")
    if (!e.closest(".scroll") && (box.right > width + 1 || box.left < -1)) say(e, "outside the page")
  }
  return found
}
