using MLSpec.Dsl.Binding;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Runtime.Data;
using MLSpec.Runtime.Native;
using MLSpec.Verification;
using MLSpec.Verification.VnnLib;

namespace MLSpec.Cli;

/// <summary><c>mlspec verify --export SPEC</c>: an uncertainty of a spec around a point, as a property for any verifier.</summary>
internal static class SpecExporter
{
    public static string Export(VerifyRequest request, Terminal terminal)
    {
        var spec = request.Export!;
        var file = Workspace.Compile([spec], terminal)[0];
        if (file.Lowered is not { } lowered)
            throw new UsageError($"{spec} has errors; see mlspec check {spec}");
        var name = SetName(file, request.Set);
        if (DeclaredSet.Of(file.Module, name, out var diagnostics) is not { } set)
            throw new UsageError(diagnostics[0].Message);
        var outputs = Outputs(lowered, spec);
        var label = VerifyRequest.Index("--label", request.Label);
        var center = VerifyRequest.Given("--center", request.Center);
        double? radius = request.Eps is { } eps ? VerifyRequest.Number("--eps", eps) : null;
        Torch.Start();
        var property = SpecExport.Robustness(set, PointFile.Read(Path.GetFullPath(center, terminal.Directory)), radius, label, outputs);
        return VnnLibWriter.Write(
            property,
            $"{file.Source.Path}: every point of {name}{(request.Eps is null ? "" : $" {request.Eps}")} around {center} "
            + $"has the label {label}.\n"
            + "Asserted are the points where another output is at least as large: unsat means that there is none.");
    }

    private static string SetName(CompiledFile file, string? wanted)
    {
        var names = file.Module.Declarations.OfType<BoundUncertainty>().Select(d => d.Symbol.Name).ToList();
        if (wanted is not null)
            return names.Contains(wanted, StringComparer.Ordinal)
                ? wanted
                : throw new UsageError($"{file.Source.Path} declares no uncertainty `{wanted}`{UsageError.Hint(wanted, names)}");
        return names switch
        {
            [var single] => single,
            [] => throw new UsageError($"{file.Source.Path} declares no uncertainty"),
            _ => throw new UsageError($"say by --set which uncertainty is meant; there are: {string.Join(", ", names)}"),
        };
    }

    /// <summary>The number of outputs that the spec's models agree on.</summary>
    private static int Outputs(LoweredModule module, string spec) =>
        module.Models.Select(m => m.Forward.Outputs[0].Shape).Where(s => s.Length == 1).Select(s => s[0]).Distinct().ToArray()
            is [FixedExtent outputs]
            ? outputs.Value
            : throw new UsageError($"{spec} has no model, or several of which the outputs differ");
}
