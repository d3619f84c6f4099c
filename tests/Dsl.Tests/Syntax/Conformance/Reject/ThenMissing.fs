let a = if x else 2
