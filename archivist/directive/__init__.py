"""Reading directives: from lines to fields with evidence."""
