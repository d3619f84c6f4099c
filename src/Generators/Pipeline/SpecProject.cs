using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Prelude;
using MLSpec.Dsl.Types;
using MLSpec.Generators.Text;

namespace MLSpec.Generators;

/// <summary>The table of all specs of a project: who declares which module, who opens whom, and what their outputs are called.</summary>
internal sealed class SpecProject : IEquatable<SpecProject>
{
    private readonly EquatableList<SpecHeader> _headers;
    private readonly string _directory;
    private readonly Dictionary<string, SpecHeader> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SpecHeader> _byModule = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SpecHeader> _byClass = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _hintNames = new(StringComparer.Ordinal);

    /// <param name="headers">In any order; a path that comes twice counts once.</param>
    public SpecProject(IEnumerable<SpecHeader> headers, string directory)
    {
        _headers = headers.OrderBy(header => header.Path, StringComparer.Ordinal).ToEquatableList();
        _directory = directory;
        foreach (var header in _headers)
        {
            _byPath[header.Path] = header;
            if (header.Module is not { } module)
                continue;
            if (!_byModule.ContainsKey(module))
                _byModule.Add(module, header);
            if (!_byClass.ContainsKey(CSharpName.Module(module)))
                _byClass.Add(CSharpName.Module(module), header);
        }

        var paths = _headers.Select(header => header.Path).Distinct().ToArray();
        var names = HintName.ForAll(paths, directory);
        for (var i = 0; i < paths.Length; i++)
            _hintNames.Add(paths[i], names[i]);
    }

    /// <summary>What compiling this file takes.</summary>
    public SpecUnit UnitOf(SpecFile file, IEnumerable<SpecFile> files)
    {
        var header = _byPath[file.Path];
        var opened = new List<string>();
        var circle = Visit(header, opened, []);
        var texts = files.ToLookup(other => other.Path, StringComparer.Ordinal);
        return new SpecUnit(
            file,
            opened.Where(path => path != file.Path).Select(path => texts[path].First()).ToEquatableList(),
            _hintNames[file.Path],
            Own(header, file).Concat(Missing(header)).Concat(circle is null ? [] : [Circular(circle)]).ToEquatableList());
    }

    public bool Equals(SpecProject? other) => other is not null && _directory == other._directory && _headers.Equals(other._headers);

    public override bool Equals(object? obj) => Equals(obj as SpecProject);

    public override int GetHashCode() => _headers.GetHashCode();

    /// <summary>No module, or that of a file that comes before. Modules that would become the same C# class count as one.</summary>
    private IEnumerable<ModuleProblem> Own(SpecHeader header, SpecFile file)
    {
        if (header.Module is null)
        {
            var stem = SpecPath.Relative(file.Path, _directory).Split('/').Last();
            var name = CSharpName.Pascal(stem.Substring(0, stem.Length - SpecPath.Extension.Length));
            yield return new(ModuleDiagnostics.NoModule, null, "the file does not say which module it is", $"begin it with `module {name}`");
        }

        if (header.Module is { } module && _byClass[CSharpName.Module(module)] is var first && first.Path != header.Path)
        {
            yield return new(
                ModuleDiagnostics.DeclaredTwice, null, $"the module `{module}` is declared by {SpecPath.Relative(first.Path, _directory)} already", "give one of the two another name");
        }
    }

    private IEnumerable<ModuleProblem> Missing(SpecHeader header) => header.Opens.Where(open => !_byModule.ContainsKey(open) && !Library.Has(open)).Distinct().Select(open =>
        new ModuleProblem(
            ModuleDiagnostics.NotFound,
            open,
            $"no file of this project declares the module `{open}`",
            Nearest.Fix(open, _byModule.Keys.Concat(Library.Names)) ?? "add the file that declares it to the project"));

    private static ModuleProblem Circular(IReadOnlyList<string> circle) => new(
        ModuleDiagnostics.Cycle,
        circle[1],
        $"modules open each other in a circle: {string.Join(" -> ", circle)}",
        circle.Count == 2 ? "remove the line" : "move what both need into a module of its own and open that");

    /// <summary>Adds what a file opens to the list, what is opened before who opens it.</summary>
    /// <returns>The modules of a circle that leads back to where the walk began, or null.</returns>
    private List<string>? Visit(SpecHeader header, List<string> opened, List<SpecHeader> way)
    {
        List<string>? circle = null;
        way.Add(header);
        foreach (var name in header.Opens)
        {
            if (!_byModule.TryGetValue(name, out var next))
                continue;
            if (next.Path == way[0].Path)
                circle ??= [.. way.Select(step => step.Module ?? ""), name];
            else if (!way.Contains(next) && !opened.Contains(next.Path))
                circle = Visit(next, opened, way) ?? circle;
        }

        way.RemoveAt(way.Count - 1);
        opened.Add(header.Path);
        return circle;
    }
}
