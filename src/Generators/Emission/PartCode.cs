using System.Collections.Immutable;
using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>
/// Parts (schedules, data sources, optimisers, ...) as calls of the members that the prelude names. The fields of a record argument become named arguments.
/// </summary>
/// <param name="host">The code of numbers.</param>
/// <param name="stepsPerEpoch">The C# that tells how many steps an epoch has, where a schedule on the clock of epochs may be read on that of steps.</param>
/// <param name="leaf">How the surrounding method reaches numbers; null for the parameters and constants of the experiment.</param>
internal sealed class PartCode(HostCode host, string? stepsPerEpoch = null, Func<Input, Code>? leaf = null)
{
    public string Of(PartArgument argument) => argument switch
    {
        HostArgument number => host.Of(number.Value, leaf ?? host.Leaf).Text,
        TextArgument text => CSharpText.Literal(text.Value),
        ParamArgument param => "p." + host.Names.Param(param.Param),
        NestedArgument nested => Of(nested.Value),
        ScheduleArgument schedule => $"{host.Names[schedule.Schedule]}(p)",
        ListArgument list => "[" + string.Join(", ", list.Items.Select(Of)) + "]",
        RecordArgument record => string.Join(", ", record.Fields.Select(f => $"{CSharpName.Camel(f.Name)}: {Of(f.Value)}")),
        ClockArgument clock => $"{Of(clock.Schedule)}.Stretched({stepsPerEpoch ?? throw new InvalidOperationException("No clock of steps here.")})",
        _ => throw new InvalidOperationException($"No C# for a {argument.GetType().Name} here."),
    };

    /// <summary>The call with a line for each field where one line would be long.</summary>
    public string Wrapped(PartValue part) => Method.Wrapped(
        Head(part), [.. part.Arguments.SelectMany(a => a is RecordArgument record ? record.Fields.Select(f => Of(new RecordArgument(ImmutableArray.Create(f)))) : [Of(a)])]);

    public string Of(PartValue part) => $"{Head(part)}({string.Join(", ", part.Arguments.Select(Of))})";

    private string Head(PartValue part) => part.IsExtern ? host.Extern(part.Member) : OperationCode.Member(part.Member);
}
