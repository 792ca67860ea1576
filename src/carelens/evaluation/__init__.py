"""How right a model is, in one report: needs the extra `report` for its plots."""
