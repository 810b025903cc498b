namespace Edge.Ctl.Scaffold;

/// <summary>What a model seems to be for, by the shapes of its inputs and outputs.</summary>
internal enum GuessedKind
{
    /// <summary>Several scores for a whole image or volume.</summary>
    Classifier,

    /// <summary>One number for a whole image or volume.</summary>
    Regression,

    /// <summary>A score for each place.</summary>
    Segmenter,

    /// <summary>Candidates with boxes.</summary>
    Detector,
}
