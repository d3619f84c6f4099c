let a = fun -> 1
