"""The pages of casework: the tab beside the talk, one's own assessment, the levels."""
