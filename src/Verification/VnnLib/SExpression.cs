namespace MLSpec.Verification.VnnLib;

/// <summary>A place in a text, counted from 1.</summary>
internal readonly record struct Place(int Line, int Column);

/// <summary>A word or a list in brackets, as SMT-LIB writes everything.</summary>
internal abstract record SExpression(Place Place);

internal sealed record Word(string Text, Place Place) : SExpression(Place)
{
    public override string ToString() => Text;
}

internal sealed record Bracket(IReadOnlyList<SExpression> Items, Place Place) : SExpression(Place)
{
    /// <summary>The word that says what the list is: <c>assert</c>; null where none stands first.</summary>
    public string? Head => Items is [Word word, ..] ? word.Text : null;

    public override string ToString() => Items.Count == 0 ? "()" : $"({Items[0]}{(Items.Count > 1 ? " .." : "")})";
}
