namespace MLSpec.Generators.Emission;

/// <summary>A generated method and how it is called.</summary>
internal sealed record Function(string Name, IReadOnlyList<MethodParameter> Parameters, string Text)
{
    public bool UsesRandom => Parameters.Any(p => p.Kind == MethodSignature.RandomKind);

    /// <summary>A call, with what each parameter gets.</summary>
    public string Call(Func<MethodParameter, string> argument) => Method.Wrapped(Name, [.. Parameters.Select(argument)]);
}
