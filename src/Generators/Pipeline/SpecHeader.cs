using MLSpec.Dsl.Types;

namespace MLSpec.Generators;

/// <summary>What other files need to know about a spec: its module and what it opens, without positions.</summary>
internal sealed record SpecHeader(string Path, string? Module, EquatableList<string> Opens)
{
    public static SpecHeader From(SpecFile file)
    {
        var scan = ModuleScan.Read(file.Text);
        return new SpecHeader(file.Path, scan.Module?.Text, scan.Opens.Select(open => open.Text).ToEquatableList());
    }
}
