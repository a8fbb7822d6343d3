"""What questions and sentences say, told by their words alone: pure functions over strings, no archive, no model."""
