"""The second way to vouch for a sentence: by a dependency parser, where one is installed. See `entailment`."""
