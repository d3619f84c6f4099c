using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using MLSpec.Runtime.Control;
using MLSpec.Runtime.Random;
using static TorchSharp.torch;

namespace MLSpec.Generators.Tests.Numerics;

/// <summary>A spec, generated, compiled and loaded beside the tests: its methods are called with arguments by the names of their parameters.</summary>
internal sealed class GeneratedModule
{
    private readonly Type _type;

    private GeneratedModule(Type type) => _type = type;

    /// <param name="name">The module's name in the spec.</param>
    /// <param name="csharp">The user's own code, such as the implementations of externs.</param>
    public static GeneratedModule Of(string name, string spec, string? csharp = null)
    {
        var driver = SpecDriver.Create(($"{name}.mlspec", spec));
        Assert.Empty(driver.Result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        var compilation = (csharp is null ? driver : driver.WithCSharp(csharp)).Compile();
        using var code = new MemoryStream();
        var result = compilation.Emit(code);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        code.Position = 0;
        return new(new AssemblyLoadContext(name).LoadFromStream(code).GetType($"Lab.{name}", throwOnError: true)!);
    }

    /// <summary>New parameters of a model or an ensemble, the same for the same seed.</summary>
    public Weights Weights(string type, int seed = 1) => new(Nested(type + "Parameters")
        .GetMethod("Initialise")!.Invoke(null, [Params, CPU, new RandomStream(seed, type)])!);

    public Weights Zeros(string type) => new(Nested(type + "Parameters").GetMethod("Zeros")!.Invoke(null, [Params, CPU])!);

    public object Property(string name) => _type.GetProperty(name)!.GetValue(null)!;

    public void Set(string property, object value) => _type.GetProperty(property)!.SetValue(null, value);

    /// <summary>The names of the methods, private ones included, in ordinal order.</summary>
    public IEnumerable<string> Members => _type.GetMethods(BindingFlags.NonPublic | BindingFlags.Static).Select(m => m.Name).Order(StringComparer.Ordinal);

    /// <summary>An environment, by the name of the method that makes it, with the numbers that it depends on.</summary>
    public TensorEnvironment World(string method, params (string Name, double Value)[] numbers)
    {
        var called = _type.GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static) ?? throw new InvalidOperationException($"no method {method}");
        return (TensorEnvironment)called.Invoke(null, [.. called.GetParameters().Select(p => (object)numbers.Single(n => n.Name == p.Name).Value)])!;
    }

    /// <summary>Calls a public method; what is not among the arguments is the default parameters or a stream of random numbers with seed 1.</summary>
    public Tensor Call(string method, params (string Name, object Value)[] arguments)
    {
        var called = _type.GetMethod(method) ?? throw new InvalidOperationException($"no method {method}");
        return (Tensor)called.Invoke(null, [.. called.GetParameters().Select(p => Argument(p, arguments))])!;
    }

    private object Params => Activator.CreateInstance(Nested("Params"))!;

    private Type Nested(string name) => _type.GetNestedType(name) ?? throw new InvalidOperationException($"no type {name}");

    private object Argument(ParameterInfo parameter, (string Name, object Value)[] arguments) =>
        arguments.FirstOrDefault(a => a.Name == parameter.Name).Value switch
        {
            Weights weights => weights.Instance,
            { } value => value,
            null when parameter.ParameterType == typeof(RandomStream) => new RandomStream(1, "test"),
            null when parameter.Name == "p" => Params,
            _ => throw new InvalidOperationException($"no argument {parameter.Name}"),
        };
}

/// <summary>The parameters of a model, by reflection.</summary>
internal sealed class Weights(object instance)
{
    public object Instance => instance;

    public Tensor Flat => (Tensor)instance.GetType().GetProperty("Flat")!.GetValue(instance)!;

    /// <summary>The views, in the order of their declaration.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> All { get; } =
        [.. instance.GetType().GetProperties().Where(p => p.PropertyType == typeof(Tensor) && p.Name != "Flat").Select(p => (p.Name, (Tensor)p.GetValue(instance)!))];

    public Tensor this[string name] => All.Single(w => w.Name == name).Value;

    /// <summary>The same values as leaves of TorchSharp's autograd.</summary>
    public void RequireGradients()
    {
        foreach (var (_, value) in All)
            value.requires_grad_(true);
    }
}

internal static class Near
{
    public static void To(Tensor expected, Tensor actual, string what, double tolerance = 1e-5)
    {
        Assert.Equal(expected.shape, actual.shape);
        var largest = (expected - actual).abs().max().item<float>();
        var size = Math.Max(1, expected.abs().max().item<float>());
        Assert.True(largest <= tolerance * size, $"{what}: off by {largest} of {size}");
    }
}
