namespace MLSpec.Generators.Emission;

/// <summary>How tightly a C# expression binds, loosest first.</summary>
internal enum Precedence
{
    Conditional,
    Or,
    And,
    Equality,
    Relational,
    Additive,
    Multiplicative,
    Unary,
    Primary,
}

/// <summary>A C# expression; parentheses are added only where it is used by something that binds more tightly.</summary>
internal sealed record Code(string Text, Precedence Precedence)
{
    public static Code Primary(string text) => new(text, Precedence.Primary);

    public static Code Call(string function, params string[] arguments) => Primary($"{function}({string.Join(", ", arguments)})");

    /// <summary><c>target.Method(arguments)</c></summary>
    public Code Then(string method, params string[] arguments) => Call($"{At(Precedence.Primary)}.{method}", arguments);

    /// <summary><c>target.Property</c></summary>
    public Code Member(string property) => Primary($"{At(Precedence.Primary)}.{property}");

    public static Code Unary(string symbol, Code operand) => new(symbol + operand.At(Precedence.Unary), Precedence.Unary);

    /// <summary>A left-associative operator.</summary>
    public static Code Binary(Code left, string symbol, Code right, Precedence precedence) =>
        new($"{left.At(precedence)} {symbol} {right.At(precedence + 1)}", precedence);

    public static Code Conditional(Code condition, Code then, Code otherwise) =>
        new($"{condition.At(Precedence.Or)} ? {then.Text} : {otherwise.Text}", Precedence.Conditional);

    /// <summary>The text, in parentheses if it binds less tightly than is needed.</summary>
    public string At(Precedence needed) => Precedence >= needed ? Text : $"({Text})";

    public override string ToString() => Text;
}
