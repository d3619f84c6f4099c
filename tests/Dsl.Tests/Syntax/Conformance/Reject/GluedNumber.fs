let a = 10epochs
