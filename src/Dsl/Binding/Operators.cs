namespace MLSpec.Dsl.Binding;

/// <summary>The operators by their signs.</summary>
internal static class Operators
{
    private static readonly (string Sign, Operator Operator)[] _signs =
    [
        ("+", Operator.Add), ("-", Operator.Subtract), ("*", Operator.Multiply), ("/", Operator.Divide), ("%", Operator.Remainder),
        ("**", Operator.Power),
        ("==", Operator.Equal), ("=", Operator.Equal), ("<>", Operator.NotEqual), ("<", Operator.Less), ("<=", Operator.LessOrEqual),
        (">", Operator.Greater), (">=", Operator.GreaterOrEqual), ("&&", Operator.And), ("||", Operator.Or),
    ];

    public static Operator? Of(string sign) => _signs.Where(s => s.Sign == sign).Select(s => (Operator?)s.Operator).FirstOrDefault();

    public static string Sign(Operator operation) => operation == Operator.Negate ? "-" : _signs.First(s => s.Operator == operation).Sign;

    public static bool IsEquality(Operator operation) => operation is Operator.Equal or Operator.NotEqual;

    public static bool IsOrder(Operator operation) =>
        operation is Operator.Less or Operator.LessOrEqual or Operator.Greater or Operator.GreaterOrEqual;

    public static bool IsLogic(Operator operation) => operation is Operator.And or Operator.Or;
}
