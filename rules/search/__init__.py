"""The search language of the send attempts: text to terms and back."""
