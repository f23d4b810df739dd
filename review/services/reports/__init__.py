"""The periodic report: which period (`periods`), what is in it (`sections`), made once (`making`), sent (`sending`)."""
