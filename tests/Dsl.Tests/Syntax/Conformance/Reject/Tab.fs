let a =
	1
