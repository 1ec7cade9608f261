"""The generated dialogues that the house model is trained on."""
