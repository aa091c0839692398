"""Forms: each turns typed text into values, or says beside the field what is wrong."""
