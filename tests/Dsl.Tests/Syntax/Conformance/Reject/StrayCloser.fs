let f = 1 + 2)
