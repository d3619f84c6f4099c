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
            _byPath[header.Path] = header;
        foreach (var header in _headers.Where(header => header.Module is not null))
        {
            if (!_byModule.ContainsKey(header.Module!))
                _byModule.Add(header.Module!, header);
            if (!_byClass.ContainsKey(CSharpName.Module(header.Module!)))
                _byClass.Add(CSharpName.Module(header.Module!), header);
        }

        var paths = _byPath.Keys.OrderBy(path => path, StringComparer.Ordinal).ToArray();
        var names = HintName.ForAll(paths, directory);
        for (var i = 0; i < paths.Length; i++)
            _hintNames.Add(paths[i], names[i]);
    }

    /// <summary>What compiling this file takes.</summary>
    public SpecUnit UnitOf(SpecFile file, IEnumerable<SpecFile> files)
    {
        var opened = new List<string>();
        var circle = Visit(_byPath[file.Path], opened, []);
        var texts = files.ToLookup(other => other.Path, StringComparer.Ordinal);
        return new SpecUnit(
            file,
            opened.Where(path => path != file.Path).Select(path => texts[path].First()).ToEquatableList(),
            _hintNames[file.Path],
            TwinOf(_byPath[file.Path]),
            (circle ?? []).ToEquatableList());
    }

    /// <summary>The path of the first file whose module becomes the same C# class, where that is another file.</summary>
    private string? TwinOf(SpecHeader header) =>
        header.Module is { } module && _byClass[CSharpName.Module(module)] is var first && first.Path != header.Path
            ? SpecPath.Relative(first.Path, _directory)
            : null;

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

    public bool Equals(SpecProject? other) => other is not null && _directory == other._directory && _headers.Equals(other._headers);

    public override bool Equals(object? obj) => Equals(obj as SpecProject);

    public override int GetHashCode() => _headers.GetHashCode();
}
