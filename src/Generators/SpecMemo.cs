using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Syntax;
using MLSpec.Generators.Emission;

namespace MLSpec.Generators;

/// <summary>
/// What compiling one spec has made of each of its declarations, for compiling the next version of the spec. It changes how much has to be done again, never the result; it holds no object
/// of the compiler host.
/// </summary>
public sealed class SpecMemo
{
    internal SpecMemo(FileMemo file, IReadOnlyList<FileMemo> opened, LoweringMemo? lowering, EmissionMemo? emission) =>
        (File, Opened, Lowering, Emission) = (file, opened, lowering, emission);

    internal FileMemo File { get; }

    internal IReadOnlyList<FileMemo> Opened { get; }

    /// <summary>Of the last version that came so far.</summary>
    internal LoweringMemo? Lowering { get; }

    /// <inheritdoc cref="Lowering"/>
    internal EmissionMemo? Emission { get; }

    /// <summary>One file, as it was read and bound.</summary>
    internal sealed class FileMemo(SpecFile text, SyntaxMemo syntax, BindingMemo binding, BoundModule module)
    {
        public SpecFile Text { get; } = text;

        public SyntaxMemo Syntax { get; } = syntax;

        public BindingMemo Binding { get; } = binding;

        public BoundModule Module { get; } = module;
    }
}
