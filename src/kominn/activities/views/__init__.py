"""Pages: `calendar` for anyone, `organisers` for those who arrange, `desk` for colleagues."""
