using Edge.Contracts;

namespace Edge.Inference.Results;

/// <summary>The coded concepts that our objects use beside those of manifests (PS3.16 annexes D and B).</summary>
internal static class Codes
{
    public static readonly CodedConcept ImagingMeasurementReport = Dcm("126000", "Imaging Measurement Report");
    public static readonly CodedConcept Language = Dcm("121049", "Language of Content Item and Descendants");
    public static readonly CodedConcept English = new("en", "RFC5646", "English");
    public static readonly CodedConcept ObserverType = Dcm("121005", "Observer Type");
    public static readonly CodedConcept Device = Dcm("121007", "Device");
    public static readonly CodedConcept DeviceUid = Dcm("121012", "Device Observer UID");
    public static readonly CodedConcept DeviceName = Dcm("121013", "Device Observer Name");
    public static readonly CodedConcept DeviceManufacturer = Dcm("121014", "Device Observer Manufacturer");
    public static readonly CodedConcept DeviceModel = Dcm("121015", "Device Observer Model Name");
    public static readonly CodedConcept DeviceSerial = Dcm("121016", "Device Observer Serial Number");
    public static readonly CodedConcept ProcedureReported = Dcm("121058", "Procedure reported");
    public static readonly CodedConcept ImageLibrary = Dcm("111028", "Image Library");
    public static readonly CodedConcept ImageLibraryGroup = Dcm("126200", "Image Library Group");
    public static readonly CodedConcept ImagingMeasurements = Dcm("126010", "Imaging Measurements");
    public static readonly CodedConcept MeasurementGroup = Dcm("125007", "Measurement Group");
    public static readonly CodedConcept TrackingIdentifier = Dcm("112039", "Tracking Identifier");
    public static readonly CodedConcept TrackingUid = Dcm("112040", "Tracking Unique Identifier");
    public static readonly CodedConcept Finding = Dcm("121071", "Finding");
    public static readonly CodedConcept FindingCategory = Sct("276214006", "Finding category");
    public static readonly CodedConcept FindingSite = Sct("363698007", "Finding Site");
    public static readonly CodedConcept ReferencedSegment = Dcm("121191", "Referenced Segment");
    public static readonly CodedConcept SourceSeries = Dcm("121232", "Source series for segmentation");
    public static readonly CodedConcept ImageRegion = Dcm("111030", "Image Region");
    public static readonly CodedConcept Source = Sct("260753009", "Source");
    public static readonly CodedConcept AlgorithmName = Dcm("111001", "Algorithm Name");
    public static readonly CodedConcept AlgorithmParameters = Dcm("111002", "Algorithm Parameters");
    public static readonly CodedConcept AlgorithmVersion = Dcm("111003", "Algorithm Version");
    public static readonly CodedConcept CertaintyOfFinding = Dcm("111012", "Certainty of Finding");
    public static readonly CodedConcept Present = Sct("52101004", "Present");
    public static readonly CodedConcept Absent = Sct("2667000", "Absent");
    public static readonly CodedConcept Volume = Sct("118565006", "Volume");
    public static readonly CodedConcept LongAxis = Sct("103339001", "Long Axis");
    public static readonly CodedConcept AttenuationCoefficient = Dcm("112031", "Attenuation Coefficient");
    public static readonly CodedConcept Derivation = Dcm("121401", "Derivation");
    public static readonly CodedConcept Mean = Sct("373098007", "Mean");
    public static readonly CodedConcept Percent = Ucum("%", "percent");
    public static readonly CodedConcept Milliliter = Ucum("mL", "milliliter");
    public static readonly CodedConcept Millimeter = Ucum("mm", "millimeter");
    public static readonly CodedConcept NoUnit = Ucum("1", "no units");
    public static readonly CodedConcept Segmentation = Dcm("113076", "Segmentation");
    public static readonly CodedConcept SourceImage = Dcm("121322", "Source image for image processing operation");
    public static readonly CodedConcept AcquisitionEquipment = Dcm("109101", "Acquisition Equipment");
    public static readonly CodedConcept ProcessingEquipment = Dcm("109102", "Processing Equipment");
    public static readonly CodedConcept ArtificialIntelligence = Dcm("123109", "Artificial Intelligence");
    public static readonly CodedConcept AbnormalStructure = Sct("49755003", "Morphologically Abnormal Structure");
    public static readonly CodedConcept RejectedForQuality = Dcm("113001", "Rejected for Quality Reasons");
    public static readonly CodedConcept TitleModifier = Dcm("113011", "Document Title Modifier");
    public static readonly CodedConcept KeyObjectDescription = Dcm("113012", "Key Object Description");
    public static readonly CodedConcept OtherFailure = Dcm("111220", "Other failure");

    /// <summary>The procedure that images of a modality come from, where the study names none.</summary>
    public static CodedConcept ProcedureOf(string? modality) => modality switch
    {
        "CT" => Sct("77477000", "Computed Tomography"),
        "MR" => Sct("113091000", "Magnetic resonance imaging"),
        "CR" or "DX" or "RG" => Sct("168537006", "Plain radiography"),
        "MG" => Sct("71651007", "Mammography"),
        "US" or "IVUS" => Sct("16310003", "Ultrasonography"),
        "PT" => Sct("82918005", "Positron emission tomography"),
        _ => Sct("363679005", "Imaging"),
    };

    private static CodedConcept Dcm(string value, string meaning) => new(value, "DCM", meaning);

    private static CodedConcept Sct(string value, string meaning) => new(value, "SCT", meaning);

    private static CodedConcept Ucum(string value, string meaning) => new(value, "UCUM", meaning);
}
