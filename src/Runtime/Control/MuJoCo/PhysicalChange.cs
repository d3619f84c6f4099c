namespace MLSpec.Runtime.Control.MuJoCo;

/// <summary>What of a body can be changed by name.</summary>
public enum PhysicalQuantity
{
    /// <summary>The mass of a body, kg; its inertia changes in the same ratio.</summary>
    Mass,

    /// <summary>The damping of a joint, N m s/rad or N s/m.</summary>
    Damping,

    /// <summary>The stiffness of a joint's spring, N m/rad or N/m.</summary>
    Stiffness,

    /// <summary>
    /// How far a body reaches from its own origin: its geoms' and sites' places, the length of its capsules and cylinders, and where the
    /// bodies on it hang; not its thickness. What the body weighs follows, unless its MJCF states a mass.
    /// </summary>
    Length,
}

/// <summary>A body that is otherwise than it was trained with.</summary>
public sealed record PhysicalChange
{
    private PhysicalChange(PhysicalQuantity quantity, string name, double value, bool isFactor) =>
        (Quantity, Name, Value, IsFactor) = (quantity, name, value, isFactor);

    /// <summary>What is changed.</summary>
    public PhysicalQuantity Quantity { get; }

    /// <summary>The name of the body (mass, length) or joint (damping, stiffness) in the MJCF.</summary>
    public string Name { get; }

    /// <summary>The factor or the new value.</summary>
    public double Value { get; }

    /// <summary>Whether the value multiplies what is there.</summary>
    public bool IsFactor { get; }

    internal string Word => Quantity.ToString().ToLowerInvariant();

    /// <summary>Multiplies what is there. Throws <see cref="UserError"/> for a factor that is not above 0.</summary>
    public static PhysicalChange Scale(PhysicalQuantity quantity, string name, double factor) => factor > 0 && double.IsFinite(factor)
        ? new(quantity, name, factor, isFactor: true)
        : throw new UserError($"The {quantity.ToString().ToLowerInvariant()} of '{name}' cannot be multiplied by {Require.Text(factor)}: "
            + "give a number above 0.");

    /// <summary>
    /// Replaces what is there. Throws <see cref="UserError"/> for a value that cannot be, and for a length, which is only ever a factor.
    /// </summary>
    public static PhysicalChange Set(PhysicalQuantity quantity, string name, double value)
    {
        if (quantity == PhysicalQuantity.Length)
            throw new UserError($"The length of '{name}' is changed by a factor: use {nameof(Scale)}.");
        var isPossible = quantity == PhysicalQuantity.Mass ? value > 0 : value >= 0;
        return isPossible && double.IsFinite(value)
            ? new(quantity, name, value, isFactor: false)
            : throw new UserError($"The {quantity.ToString().ToLowerInvariant()} of '{name}' cannot be {Require.Text(value)}.");
    }

    internal double Of(double present) => IsFactor ? present * Value : Value;
}
