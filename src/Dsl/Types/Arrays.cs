namespace MLSpec.Dsl.Types;

/// <summary>Array types in their normal form: no empty shapes, and the shape of an array of arrays is joined.</summary>
public static class Arrays
{
    /// <summary>The array of <paramref name="element"/>s; an element that is an array adds its shape at the end.</summary>
    public static Type Of(Type element, Shape shape) => element switch
    {
        _ when shape.Rank == 0 => element,
        ArrayType inner when !inner.Shape.HasRow => new ArrayType(
            inner.Element, new Shape(shape.Dimensions.Concat(inner.Shape.Dimensions).ToEquatableList())),
        _ => new ArrayType(element, shape),
    };

    /// <summary>A scalar is an array without dimensions.</summary>
    public static (Type Element, Shape Shape) Split(Type type) => type is ArrayType a ? (a.Element, a.Shape) : (type, Shape.Scalar);
}
