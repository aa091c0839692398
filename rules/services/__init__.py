"""Every write: keyword-only, one transaction, one audit entry each. Errors are `Refused` with a sentence."""
