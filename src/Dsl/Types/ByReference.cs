using System.Runtime.CompilerServices;

namespace MLSpec.Dsl.Types;

/// <summary>Compares objects by identity, whatever they call equal.</summary>
public sealed class ByReference : IEqualityComparer<object>
{
    public static ByReference Comparer { get; } = new();

    private ByReference()
    {
    }

    bool IEqualityComparer<object>.Equals(object? x, object? y) => ReferenceEquals(x, y);

    int IEqualityComparer<object>.GetHashCode(object obj) => RuntimeHelpers.GetHashCode(obj);
}
