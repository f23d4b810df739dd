"""How the record, its facts and the way of a deadline are told to people: in the reader's language, masked."""
