"""What people type, and what it means: each form turns text into values, or says beside the field what is wrong."""
