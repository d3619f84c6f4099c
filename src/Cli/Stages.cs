using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Syntax;
using MLSpec.Dsl.Types;
using MLSpec.Generators;

namespace MLSpec.Cli;

/// <summary>The forms that a spec takes on its way through the compiler, as text.</summary>
internal static class Stages
{
    private const string Tokens = "tokens", Syntax = "syntax", Bound = "bound", Ir = "ir", CSharp = "csharp";

    public static IReadOnlyList<string> Names { get; } = [Tokens, Syntax, Bound, Ir, CSharp];

    /// <summary>One stage of a file or of one of its declarations; nothing where errors keep the compiler from reaching the stage.</summary>
    /// <exception cref="UsageError">A name with the stage <c>csharp</c>, whose files do not follow the declarations.</exception>
    public static string Print(string stage, CompiledFile file, string? name, Terminal terminal) => stage switch
    {
        Tokens => SyntaxPrinter.PrintTokens(OnlyTokens(file, name)),
        Syntax => SyntaxPrinter.Print(file.Tree with { Declarations = [.. file.Tree.Declarations.Where(d => name is null || Declares(d, file, name))] }),
        Bound => BoundPrinter.Print(file.Module with { Declarations = [.. file.Module.Declarations.Where(d => name is null || d.Symbol.Name == name)] }),
        Ir => file.Lowered is { } lowered ? IrPrinter.Print(name is null ? lowered : Only(lowered, name)) : "",
        _ when name is not null => throw new UsageError($"--stage {CSharp} shows the code of the whole module; leave {name} out"),
        _ => file.Lowered is null ? "" : Code(file, terminal),
    };
}
