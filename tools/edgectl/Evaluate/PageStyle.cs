namespace Edge.Ctl.Evaluate;

/// <summary>How the page looks, on screen and on paper. Colours are told apart by those who see few: blue against orange, and never by colour alone.</summary>
internal static class PageStyle
{
    /// <summary>Units with the finding, and the curve: blue of the palette of Okabe and Ito.</summary>
    public const string With = "#0072B2";

    /// <summary>Units without the finding: vermilion of the same palette.</summary>
    public const string Without = "#D55E00";

    /// <summary>The style sheet.</summary>
    public const string Css = """
        :root { color-scheme: light }
        body { font: 15px/1.5 system-ui, "Liberation Sans", Arial, sans-serif; color: #1b1f24; background: #fff; margin: 0 }
        main { max-width: 62rem; margin: 2rem auto; padding: 0 1.5rem }
        h1 { font-size: 1.7rem; margin: 0 0 1rem } h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; border-bottom: 2px solid #1b1f24; padding-bottom: .2rem }
        h3 { font-size: 1.02rem; margin: 1.4rem 0 .4rem }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0 } dt { color: #57606a } dd { margin: 0; overflow-wrap: anywhere }
        table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .88rem; font-variant-numeric: tabular-nums }
        th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #d0d7de } thead th { border-bottom: 2px solid #8c959f }
        tbody th { font-weight: 600 } .uids { font-size: .82rem; columns: 2; overflow-wrap: anywhere; padding-left: 1.1rem }
        .plots { display: grid; grid-template-columns: 1fr 1fr; gap: 1.5rem } svg { width: 100%; height: auto; fill: #1b1f24 } svg text { font-family: system-ui, "Liberation Sans", Arial, sans-serif; font-size: 12px }
        .signatures td { height: 2.6rem; border: 1px solid #8c959f } .signatures th { border: 1px solid #8c959f }
        @media (max-width: 46rem) { .plots { grid-template-columns: 1fr } }
        @media print { @page { size: A4; margin: 16mm } main { max-width: none; margin: 0; padding: 0 } body { font-size: 10.5pt }
          .finding { break-before: page } table, svg, tr { break-inside: avoid } thead { display: table-header-group } }
        """;
}
