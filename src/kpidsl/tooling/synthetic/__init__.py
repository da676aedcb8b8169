"""The parts of the synthetic agency: its register, its people, its cases and its ready-made figures."""
