namespace MLSpec.Dsl.Syntax;

/// <summary>What the layout filter is inside of.</summary>
internal enum LayoutKind
{
    /// <summary>Items that align.</summary>
    Block,

    /// <summary>An open bracket; the block inside stands above it.</summary>
    Bracket,

    /// <summary>A definition before its <c>=</c>.</summary>
    Head,

    /// <summary>A statement before the <c>:</c> that opens its block.</summary>
    Colon,

    /// <summary>A binder, a comprehension or a lambda before its arrow.</summary>
    Arrow,

    /// <summary>Between <c>if</c> and <c>then</c>.</summary>
    If,

    /// <summary>Between <c>then</c> and <c>else</c>.</summary>
    Then,
}

/// <summary>One entry of the layout filter's stack.</summary>
internal sealed class LayoutContext(LayoutKind kind)
{
    public LayoutKind Kind { get; } = kind;

    /// <summary>Of a block: the column of its items; of <c>if</c> and <c>then</c>: that of the <c>if</c>.</summary>
    public int Column { get; set; }

    /// <summary>
    /// Of the block behind an <c>else</c>: the column of its <c>if</c>; <c>else if</c> stands for a branch of the same <c>if</c>.
    /// </summary>
    public int? IfColumn { get; init; }

    /// <summary>The line of a block's first item, or of a bracket.</summary>
    public int Line { get; set; }

    /// <summary>The first token of a block's current item.</summary>
    public Token? Item { get; set; }

    /// <summary>The opening bracket.</summary>
    public string Bracket { get; init; } = "";

    /// <summary>Is this the block between two brackets, which has no tokens of its own?</summary>
    public bool IsBracketed { get; init; }

    /// <summary>Are the items of the block, or of the block that follows, statements?</summary>
    public bool HasStatements { get; init; }

    /// <summary>Does the head stay for a second definition, as <c>extern</c> does for its gradient?</summary>
    public bool IsPersistent { get; init; }

    /// <summary>Is the <c>=</c> of a record's field still to come?</summary>
    public bool FieldIsPending { get; set; }

    /// <summary>Has the binder had its <c>in</c>?</summary>
    public bool HasDomain { get; set; }
}
