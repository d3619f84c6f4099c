using MLSpec.Dsl.Binding;

namespace MLSpec.Dsl.Lowering.Ir;

/// <summary>What a leaf stands for: a value that the caller of the emitted code supplies.</summary>
public abstract record Input
{
    /// <summary>The name for printed graphs and, made unique, for emitted parameters.</summary>
    public abstract string Name { get; }
}

/// <summary>A column of a minibatch, or of a chunk of rows: a tensor along the batch axis of its data set.</summary>
/// <param name="Split"><c>train</c>, <c>valid</c> or <c>test</c></param>
public sealed record ColumnInput(GlobalSymbol Data, string Split, string Field) : Input
{
    public override string Name => Field;
}

/// <summary>A hyper-parameter: a host scalar.</summary>
public sealed record ParamInput(GlobalSymbol Param) : Input
{
    public override string Name => Param.Name;
}

/// <summary>The present value of a schedule: a host scalar.</summary>
public sealed record ScheduleInput(GlobalSymbol Schedule) : Input
{
    public override string Name => Schedule.Name;
}

/// <summary>The value of a numeric variable of the protocol's grid: a host scalar.</summary>
public sealed record GridInput(GridSymbol Variable) : Input
{
    public override string Name => Variable.Name;
}

/// <summary>The value of an earlier measure: a host scalar.</summary>
public sealed record MeasureInput(MeasureSymbol Measure) : Input
{
    public override string Name => Measure.Name;
}

/// <summary>How long an earlier measure took: a host scalar, in seconds a row.</summary>
public sealed record ElapsedInput(MeasureSymbol Measure) : Input
{
    public override string Name => Measure.Name + "_seconds";
}

/// <summary>A top-level <c>let</c> that is a number: a host scalar with a name in the emitted code.</summary>
public sealed record ConstantInput(GlobalSymbol Constant) : Input
{
    public override string Name => Constant.Name;
}

/// <summary>The weight of a model instance with this index among the model's weights; along the member axis if the instance is an
/// ensemble.</summary>
public sealed record WeightInput(ModelInstance Instance, int Index, string Path) : Input
{
    public override string Name => Instance.Name + "." + Path;
}

/// <summary>A parameter of a definition that is emitted as a method of its own; a tensor along the batch axis, or a field
/// (<see cref="Field"/>) of such a row.</summary>
/// <param name="Position">Counted over all arguments of the method: what tells two of the same name apart.</param>
public sealed record ArgumentInput(string Argument, string? Field, int Position) : Input
{
    public override string Name => Field ?? Argument;
}

/// <summary>The variable of a search for the worst or best case.</summary>
public sealed record VariableInput(int Id, string Variable) : Input
{
    public override string Name => Variable;
}

/// <summary>A tensor that whoever evaluates the graph holds, such as a weight of a network that was read from a file: constant, without
/// axes.</summary>
/// <param name="Id">Tells two of the same name apart.</param>
public sealed record TensorInput(int Id, string Tensor) : Input
{
    public override string Name => Tensor;
}
