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
        var files = SpecFiles.Find(paths, terminal.Directory).ToList();
        var trees = files.ConvertAll(Parse);
        for (var i = 0; i < files.Count; i++)
        {
            foreach (var name in Compilation.OpenedBy(trees[i]).Where(name => !trees.Any(tree => Compilation.NameOf(tree) == name)))
            {
                if (Beside(files[i], name) is not var (path, tree))
                    continue;
                files.Add(path);
                trees.Add(tree);
            }
        }

        return Compilation.Compile(trees);

        SyntaxTree Parse(string path) => Parser.Parse(SpecFiles.Read(path, terminal.Show(path)));

        (string Path, SyntaxTree Tree)? Beside(string path, string module) =>
            SpecFiles.Beside(path)
                .Where(other => !files.Contains(other))
                .Select(other => ((string, SyntaxTree)?)(other, Parse(other)))
                .FirstOrDefault(other => Compilation.NameOf(other!.Value.Item2) == module);
    }
}
