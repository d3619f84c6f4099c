using MLSpec.Dsl.Diagnostics;
using MLSpec.Dsl.Syntax;

namespace MLSpec.Generators;

/// <summary>What is wrong between a file and the others, without its position: an edit further up must not change it.</summary>
/// <param name="Open">The module that is opened where it is to be shown; null for the file's own <c>module</c> line.</param>
internal sealed record ModuleProblem(DiagnosticDescriptor Descriptor, string? Open, string Message, string? Fix)
{
    /// <summary>The finding at its place, the beginning of the file where there is no such line.</summary>
    public Diagnostic In(SpecFile file)
    {
        var scan = ModuleScan.Read(file.Text);
        var span = Open is null ? scan.Module?.Span : scan.Opens.Where(open => open.Text == Open).Select(open => (TextSpan?)open.Span).FirstOrDefault();
        return new Diagnostic(Descriptor, file.Path, span ?? default, Message, Fix);
    }
}
