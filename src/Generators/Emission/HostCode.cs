using MLSpec.Dsl.Lowering;
using MLSpec.Dsl.Lowering.Ir;
using MLSpec.Dsl.Lowering.Ir.Operations;
using MLSpec.Generators.Text;

namespace MLSpec.Generators.Emission;

/// <summary>Numbers that C# computes, and sizes, as expressions in which the parameters are <c>p</c>.</summary>
internal sealed class HostCode(LoweredModule module, ModuleNames names)
{
    public ModuleNames Names => names;

    public Code Of(Node node) => Of(node, Leaf);

    public Code Of(Node node, Func<Input, Code> leaf) => node.Operation is InputOperation input
        ? leaf(input.Input)
        : OperationCode.Of(node, [.. node.Inputs.Select(i => Of(i, leaf))], this);

    /// <summary>Numbers by name: <c>p.Radius</c>, <c>White</c>, <c>Half(p)</c>.</summary>
    public Code Leaf(Input input) => input switch
    {
        ParamInput param => Code.Primary("p." + names.Param(param.Param)),
        ConstantInput constant => Code.Primary(names[constant.Constant] + (ReadsParams(input) ? "(p)" : "")),
        _ => Code.Primary(CSharpName.Camel(input.Name)),
    };

    /// <summary>The method that the user implements for an extern.</summary>
    public string Extern(string name) => names[module.Externs.First(e => e.Symbol.Name == name).Symbol];

    public Code Extent(Extent extent) => Extent(extent, Leaf);

    public Code Extent(Extent extent, Func<Input, Code> leaf) => extent switch
    {
        FixedExtent f => Code.Primary(Alignment.Number(f.Value)),
        HostExtent h => Of(h.Value, leaf),
        _ => throw new InvalidOperationException("An extent of no known kind."),
    };

    /// <summary><c>[p.Width, 64]</c></summary>
    public string Shape(IEnumerable<Extent> extents) => "[" + string.Join(", ", extents.Select(e => Extent(e).Text)) + "]";

    /// <summary>A value in which the parameters have their defaults.</summary>
    public Code WithDefaults(Node node) => Of(node, input => input switch
    {
        ParamInput param => new Code($"({Default(param)})", Precedence.Primary),
        ConstantInput constant when ReadsParams(input) => new Code($"({WithDefaults(Value(constant))})", Precedence.Primary),
        _ => Leaf(input),
    });

    /// <inheritdoc cref="WithDefaults(Node)"/>
    public Code WithDefaults(Extent extent) => extent is HostExtent host ? WithDefaults(host.Value) : Extent(extent);

    /// <summary>Whether the number depends on the experiment's parameters.</summary>
    public bool ReadsParams(Node node) => node.Operation is InputOperation input ? ReadsParams(input.Input) : node.Inputs.Any(ReadsParams);

    public bool ReadsParams(Input input) => input is ParamInput || (input is ConstantInput constant && ReadsParams(Value(constant)));

    public bool ReadsParams(Extent extent) => extent is HostExtent host && ReadsParams(host.Value);

    private Code Default(ParamInput param) => WithDefaults(((HostArgument)module.Params.First(p => ReferenceEquals(p.Symbol, param.Param)).Default).Value);

    private Node Value(ConstantInput constant) => module.Constants.First(c => ReferenceEquals(c.Symbol, constant.Constant)).Value;
}
