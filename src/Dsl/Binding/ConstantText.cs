namespace MLSpec.Dsl.Binding;

/// <summary>Expressions that are known at compile time, in one spelling: by it the values of a grid that are no numbers are compared.</summary>
public static class ConstantText
{
    /// <summary>The text, for example <c>pgd(20)</c>; null for anything that depends on a parameter or a variable.</summary>
    public static string? Of(BoundExpression expression) => expression switch
    {
        _ when Constants.Decimal(expression) is { } number => number.ToString(),
        BoundBoolean e => e.Value ? "true" : "false",
        BoundText e => $"\"{e.Value}\"",
        BoundName { Symbol: GlobalSymbol { Declaration: not BoundParam } symbol } => symbol.Name,
        BoundApplication e when Of(e.Function) is { } function && Of(e.Argument) is { } argument => $"{function}({argument})",
        BoundRecord e => All(e.Fields.Select(f => f.Value)) is { } items
            ? $"{{{string.Join("; ", e.Fields.Zip(items, (f, item) => $"{f.Name} = {item}"))}}}"
            : null,
        BoundList e => All(e.Items) is { } items ? $"[{string.Join("; ", items)}]" : null,
        BoundTuple e => All(e.Items) is { } items ? $"({string.Join(", ", items)})" : null,
        _ => null,
    };

    private static List<string>? All(IEnumerable<BoundExpression> items)
    {
        var texts = items.Select(Of).ToList();
        return texts.Contains(null) ? null : texts.ConvertAll(t => t!);
    }
}
