using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Cli;

/// <summary>The specs that a command is about, and those beside them that they open.</summary>
internal static class Workspace
{
    /// <summary>Reads and compiles files and folders.</summary>
    /// <returns>The files given in their order, then the opened ones in the order in which they were found.</returns>
    /// <exception cref="UsageError">A path that does not exist or is no text.</exception>
    public static IReadOnlyList<CompiledFile> Compile(IEnumerable<string> paths, Terminal terminal)
    {
        var files = SpecFiles.Find(paths, terminal.Directory).Select(path => new Spec(path, terminal)).ToList();
        for (var i = 0; i < files.Count; i++)
        {
            foreach (var name in files[i].Opens.Where(name => files.All(f => f.Module != name)))
            {
                var beside = SpecFiles.Beside(files[i].Path).Select(path => new Spec(path, terminal));
                if (beside.FirstOrDefault(s => s.Module == name) is { } opened)
                    files.Add(opened);
            }
        }

        return CompiledFile.Compile([.. files.Select(f => f.Tree)]);
    }

    private sealed class Spec(string path, Terminal terminal)
    {
        public string Path => path;

        public SyntaxTree Tree { get; } = Parser.Parse(SpecFiles.Read(path, terminal.Show(path)));

        public string? Module => Binder.FindModule(Tree)?.Name.Text;

        public IReadOnlyList<string> Opens => [.. Tree.Declarations.OfType<OpenDeclaration>().Select(o => o.Name.Text)];
    }
}
