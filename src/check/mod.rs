//! Tree to checked tree: names, types, completeness; one rule, one file.
