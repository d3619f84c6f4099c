let a = "x \" y"
let b = """raw "inner" text"""
let c = f "a" "b"
