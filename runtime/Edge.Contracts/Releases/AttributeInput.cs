using System.Text.Json.Serialization;

namespace Edge.Contracts;

/// <summary>A tensor of numbers that come from attributes and from the grid, not from pixels: age, sex, spacing.</summary>
/// <param name="Tensor">Name in the ONNX graph.</param>
/// <param name="ElementType">ONNX element type.</param>
/// <param name="Shape">Size of each axis; their product is the number of numbers that <paramref name="Values"/> give. Empty for a scalar.</param>
/// <param name="Values">Where the numbers come from, in order, the last axis fastest.</param>
public sealed record AttributeInput(string Tensor, string ElementType, IReadOnlyList<int> Shape, IReadOnlyList<InputValue> Values)
    : ModelInput(Tensor, ElementType);

/// <summary>One or more numbers of an <see cref="AttributeInput"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "from", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(NumberValue), "number")]
[JsonDerivedType(typeof(ChoiceValue), "choice")]
[JsonDerivedType(typeof(SpacingValue), "spacing")]
[JsonDerivedType(typeof(SizeValue), "size")]
[JsonDerivedType(typeof(ConstantValue), "constant")]
public abstract record InputValue;

/// <summary>One number: (attribute's first value, in the unit − <paramref name="Subtract"/>) / <paramref name="Divide"/>.</summary>
/// <param name="Attribute">Keyword in PS3.6, of a numeric attribute or of PatientAge.</param>
/// <param name="Unit">Of an age (VR AS): <c>years</c>, <c>months</c>, <c>weeks</c> or <c>days</c>. Null: the attribute's own unit.</param>
/// <param name="Subtract">Taken off first, in the unit; 0 for none.</param>
/// <param name="Divide">Divided by; 1 for none.</param>
/// <param name="Missing">Stands for an attribute that is absent, empty or no number, in the unit; null: the model is not applicable then.</param>
public sealed record NumberValue(string Attribute, string? Unit, double Subtract, double Divide, double? Missing) : InputValue;

/// <summary>The numbers that stand for a text, such as PatientSex.</summary>
/// <param name="Attribute">Keyword in PS3.6.</param>
/// <param name="Choices">Numbers for each text; of one length. One-hot: <c>{"F": [1, 0], "M": [0, 1]}</c>.</param>
/// <param name="Otherwise">For any other text and where there is none; null: the model is not applicable then.</param>
public sealed record ChoiceValue(string Attribute, IReadOnlyDictionary<string, IReadOnlyList<double>> Choices, IReadOnlyList<double>? Otherwise) : InputValue;

/// <summary>One number: distance between neighbouring voxels, in mm.</summary>
/// <param name="Axis"><c>D</c>, <c>H</c> or <c>W</c> of the grid.</param>
/// <param name="Grid"><c>source</c>: of the sorted slices, or the image as it came; <c>input</c>: of what the network reads.</param>
public sealed record SpacingValue(string Axis, string Grid) : InputValue;

/// <summary>One number: voxels along an axis.</summary>
/// <param name="Axis"><c>D</c>, <c>H</c> or <c>W</c> of the grid.</param>
/// <param name="Grid"><c>source</c> or <c>input</c>, as for spacing.</param>
public sealed record SizeValue(string Axis, string Grid) : InputValue;

/// <summary>Numbers that never change.</summary>
/// <param name="Numbers">The numbers.</param>
public sealed record ConstantValue(IReadOnlyList<double> Numbers) : InputValue;
