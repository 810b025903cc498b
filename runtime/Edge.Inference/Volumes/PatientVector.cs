namespace Edge.Inference.Volumes;

/// <summary>A place or a move in the patient, in mm; X grows towards the left, Y towards the back, Z towards the head (PS3.3 C.7.6.2.1.1).</summary>
/// <param name="X">Towards the patient's left.</param>
/// <param name="Y">Towards the patient's back.</param>
/// <param name="Z">Towards the patient's head.</param>
internal readonly record struct PatientVector(double X, double Y, double Z)
{
    /// <summary>Length in mm.</summary>
    public double Length => Math.Sqrt(Dot(this));

    /// <summary>Component 0, 1 or 2: X, Y or Z.</summary>
    public double this[int axis] => axis switch { 0 => X, 1 => Y, _ => Z };

    public static PatientVector operator +(PatientVector a, PatientVector b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static PatientVector operator -(PatientVector a, PatientVector b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static PatientVector operator -(PatientVector a) => new(-a.X, -a.Y, -a.Z);

    public static PatientVector operator *(PatientVector a, double factor) => new(a.X * factor, a.Y * factor, a.Z * factor);

    public static PatientVector operator /(PatientVector a, double divisor) => new(a.X / divisor, a.Y / divisor, a.Z / divisor);

    /// <summary>Scalar product.</summary>
    public double Dot(PatientVector other) => (X * other.X) + (Y * other.Y) + (Z * other.Z);

    /// <summary>Vector product.</summary>
    public PatientVector Cross(PatientVector other) =>
        new((Y * other.Z) - (Z * other.Y), (Z * other.X) - (X * other.Z), (X * other.Y) - (Y * other.X));
}
