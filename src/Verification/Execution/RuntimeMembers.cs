using System.Collections.Concurrent;
using System.Reflection;
using MLSpec.Runtime.Nn;
using static TorchSharp.torch;

namespace MLSpec.Verification.Execution;

/// <summary>The members of the runtime that the prelude names, called by their names.</summary>
internal static class RuntimeMembers
{
    private const string Namespace = "MLSpec.Runtime.";

    private static readonly ConcurrentDictionary<(string Member, string Kinds), MethodInfo> _methods = new();

    /// <param name="member">Relative to <c>MLSpec.Runtime.</c>: <c>Nn.Elementwise.Relu</c>.</param>
    public static Datum Call(string member, Datum[] arguments)
    {
        var kinds = string.Concat(arguments.Select(a => a.IsTensor ? 't' : 'n'));
        var method = _methods.GetOrAdd((member, kinds), static key => Find(key.Member, key.Kinds));
        object?[] values = [.. method.GetParameters().Select((p, i) => i < arguments.Length ? Convert(arguments[i], p) : p.DefaultValue)];
        var result = method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, values, null);
        return result is Tensor tensor ? (arguments.Any(a => a.IsTensor && ReferenceEquals(a.Tensor, tensor)) ? tensor.alias() : tensor)
            : System.Convert.ToDouble(result, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static MethodInfo Find(string member, string kinds)
    {
        var dot = member.LastIndexOf('.');
        var type = typeof(Elementwise).Assembly.GetType(Namespace + member[..dot])
            ?? throw new MissingMemberException($"The runtime has no {member}.");
        return type.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(m => m.Name == member[(dot + 1)..] && m.ReturnType != typeof(void))
            .OrderBy(m => m.GetParameters().Length)
            .FirstOrDefault(m => Accepts(m.GetParameters(), kinds))
            ?? throw new MissingMethodException($"No overload of {member} takes these arguments ({kinds}).");
    }

    private static bool Accepts(ParameterInfo[] parameters, string kinds) =>
        parameters.Length >= kinds.Length && parameters.Skip(kinds.Length).All(p => p.HasDefaultValue)
        && parameters.Zip(kinds, (p, k) => (p.ParameterType == typeof(Tensor)) == (k == 't')).All(fits => fits);

    private static object Convert(Datum argument, ParameterInfo parameter) => argument.IsTensor
        ? argument.Tensor
        : System.Convert.ChangeType(argument.Number, parameter.ParameterType, System.Globalization.CultureInfo.InvariantCulture);
}
