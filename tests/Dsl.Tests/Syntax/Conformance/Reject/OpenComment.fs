let a = 1 (* open
