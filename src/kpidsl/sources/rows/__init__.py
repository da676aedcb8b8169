"""Questions asked of typed rows: names of units, units unknown, years beside months, which source stands first."""
