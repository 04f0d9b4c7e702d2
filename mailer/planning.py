"""Campaign, recipients and pace -> SendPlan."""
