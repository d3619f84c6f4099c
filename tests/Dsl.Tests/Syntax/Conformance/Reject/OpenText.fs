let a = "open
